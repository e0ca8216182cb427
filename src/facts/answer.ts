/**
 * The answers to the question of a version.
 *
 * @module
 */

/**
 * Whether a server speaks a version. `latent`: its configuration allows the version and its crypto policy blocks it
 * today, so it comes back the day somebody relaxes the policy. `inconclusive` is never counted as a no.
 */
export type Answer = 'accepted' | 'refused' | 'latent' | 'inconclusive';
