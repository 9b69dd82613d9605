/* What every way of doing the work has in common, so that one clock times them all. */
#ifndef KERNEL_H
#define KERNEL_H

#include <stddef.h>
#include <stdint.h>

/* Written out at their place with constant arguments: what they loop over then lies in registers. */
#define INLINED static inline __attribute__((always_inline))

/* What is to be done; each scheme reads its own fields. */
struct work {
  uint8_t seed[32];      /* both algorithms of docs/proof-of-work.md */
  uint32_t size, passes; /* algorithm 1 */
  uint32_t iterations;   /* algorithm 2 */
  uint8_t challenge[64]; /* leading zeros: the text before the nonce, one block of SHA-256 */
  uint32_t mask;         /* leading zeros: the bits of the first word that must be 0 */
};

struct kernel {
  const char *scheme, *name;
  /* Units, or hashes, of one call. */
  uint32_t width;
  /* Words it writes for each of them; with none it writes one word for the whole call. */
  uint32_t answers;
  /* Bytes of memory it works in. */
  size_t room;
  /* Does `width` units from `first` on. */
  void (*run)(const struct work *work, uint64_t first, void *room, uint32_t *answers);
};

/* Each list ends with a kernel that has no name. */
extern const struct kernel WALKS[], DERIVATIONS[], SEARCHES[];

#endif
