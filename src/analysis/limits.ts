/** Every bound of the analysis in one place. Each table that reaches its bound counts what it gave up. */
export const LIMITS = {
  /** Bytes of ESP held for a key that has not come yet. About a minute of one busy cell. */
  heldEspBytes: 32 * 1024 * 1024,
  /** Bytes of frames that wait to be written until ESP before them has its key. */
  queuedFrameBytes: 64 * 1024 * 1024,
  /** Challenges kept by nonce; each is some hundred bytes. */
  challenges: 100_000,
  /** Registrations kept by Call-ID; each is one to three kilobytes. */
  registrations: 50_000,
  /** Messages remembered to fold duplicate observations; they matter for a quarter of a second only. */
  foldedMessages: 2048,
  /** Issues given out for one code; further ones are only counted. */
  issuesPerCode: 20,
} as const;
