/**
 * Of the file for slow readers one answer has this at most: 32 MiB of a GiB. Whoever asks for a large file and takes
 * nothing of it makes the application send so much, and the gate write it, for the bytes of one request.
 */
export const ANSWER_SHARE = 1 / 32
