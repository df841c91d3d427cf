import type { Resource } from './operation';
import { k3Account } from './k3Account';
import { k3Client } from './k3Client';
import { k3Lock } from './k3Lock';
import { netCode } from './netCode';
import { utility } from './utility';

/** Every noun of the node, in the order of the Resource dropdown. */
export const resources: Resource[] = [netCode, k3Account, k3Client, k3Lock, utility];
