/*
 * What gates with SHA-256 ask for: a number behind the challenge, so that the hash of both begins
 * with zeros. The challenge fills one block, which is hashed once; of a number of 16 decimal digits
 * the last four change from hash to hash, and what stands before them is worked in once for 10,000.
 */
#include <string.h>
#include "sha256.h"

#define GROUP 10000
#define BITS (8 * (64 + 16))

/* "0000" to "9999", as words of a message. */
static uint32_t ENDINGS[GROUP] __attribute__((aligned(64)));

__attribute__((constructor)) static void write_endings(void) {
  for (uint32_t i = 0; i < GROUP; i++) {
    const uint8_t digits[4] = {'0' + i / 1000, '0' + i / 100 % 10, '0' + i / 10 % 10, '0' + i % 10};
    ENDINGS[i] = big_endian(digits);
  }
}

/* The state behind the challenge, and the second block; its word 3 is the ending. */
static void prepare(const struct work *work, uint64_t first, lanes state[8], uint32_t block[16]) {
  lanes start[8], challenge[16];
  for (int i = 0; i < 8; i++) start[i] = all(START[i]);
  for (int i = 0; i < 16; i++) challenge[i] = all(big_endian(work->challenge + 4 * i));
  compress(start, challenge, state);
  memset(block, 0, 64);
  uint64_t digits = first / GROUP;
  for (int i = 2; i >= 0; i--, digits /= GROUP) block[i] = ENDINGS[digits % GROUP];
  block[4] = 0x80000000, block[15] = BITS;
}

/* The first lane that is not 0. */
INLINED int first_of(lanes found) {
  for (int k = 0; k < LANES; k++)
    if (found[k]) return k;
  return LANES;
}

static void search_lanes(const struct work *work, uint64_t first, void *room, uint32_t *at) {
  (void)room;
  uint32_t words[16];
  lanes state[8], begun[8], block[16];
  prepare(work, first, state, words);
  for (int i = 0; i < 8; i++) begun[i] = state[i];
  for (int i = 0; i < 16; i++) block[i] = all(words[i]);
  rounds(begun, block, 0, 3);
  for (*at = 0; *at < GROUP; *at += LANES) {
    /* Words that are always the same stand here as numbers: what follows from them is left out. */
    lanes s[8], w[16] = {block[0], block[1], block[2], all(0), all(0x80000000)};
    for (int i = 0; i < 8; i++) s[i] = begun[i];
    memcpy(&w[3], &ENDINGS[*at], sizeof w[3]);
    w[15] = all(BITS);
    rounds(s, w, 3, 64);
    const int hit = first_of((lanes)(((s[0] + state[0]) & work->mask) == 0));
    if (hit < LANES) {
      *at += hit;
      return;
    }
  }
}

#ifdef PAIR
static void search_pair(const struct work *work, uint64_t first, void *room, uint32_t *at) {
  (void)room;
  uint32_t words[16];
  lanes state[8];
  struct half_states begun[PAIR], digest[PAIR];
  prepare(work, first, state, words);
  for (int k = 0; k < PAIR; k++) begun[k] = halves_of(state);
  for (*at = 0; *at < GROUP; *at += PAIR) {
    __m128i w[PAIR][4];
    for (int k = 0; k < PAIR; k++) {
      w[k][0] = _mm_set_epi32(ENDINGS[*at + k], words[2], words[1], words[0]);
      w[k][1] = _mm_set_epi32(0, 0, 0, 0x80000000);
      w[k][2] = _mm_setzero_si128();
      w[k][3] = _mm_set_epi32(BITS, 0, 0, 0);
    }
    compress_pair(begun, w, digest);
    for (int k = 0; k < PAIR; k++)
      if ((_mm_extract_epi32(digest[k].abef, 3) & work->mask) == 0) {
        *at += k;
        return;
      }
  }
}
#endif

const struct kernel SEARCHES[] = {
    {"search", "lanes", GROUP, 0, 0, search_lanes},
#ifdef PAIR
    {"search", "sha-instructions", GROUP, 0, 0, search_pair},
#endif
    {0},
};
