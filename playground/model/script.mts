import { doorTalk } from './doorTalk.mts';
import type { Script } from './server.mts';

/** What the playground's model says to the examples; to anything else, that it is no real one. */
export const script: Script = (chat) =>
	doorTalk(chat) ?? {
		text: 'I am a script and not a language model. Put a real model in my place to ask me anything.',
	};
