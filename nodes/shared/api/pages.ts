/** The largest page that the API documentation shows; a service that silently gave less would seem to have ended. */
export const PAGE_SIZE = 50;
