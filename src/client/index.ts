/** Who is asking: the address behind trusted proxies, its network, the browser, the pass it holds. */
export { addressKeyOf, networkOf, parseAddress, prefixOf } from './address.ts'
export {
  LANGUAGE_SECONDS,
  languageCookie,
  languageCookieName,
  passCookie,
  passCookieName,
  readCookies,
  withoutOwnCookies,
} from './cookies.ts'
export { markOfCode, newCode, readCode, spellCode } from './helpdesk-code.ts'
export { withNewestSigning, withNextKey, withoutExpired } from './key-rotation.ts'
export {
  type GateKey,
  type KeyFile,
  type KeyRing,
  KEYS_MAX,
  type StoredKey,
  keyRing,
  lotSeedOf,
  newKeyFile,
  parseKeyFile,
} from './keys.ts'
export { type Claim, claimOf, foldName } from './identity-fields.ts'
export { DescribedFacts, type ToldFacts } from './described-facts.ts'
export { Lookout, type Sight } from './lookout.ts'
export { lookouts, quietLookout } from './lookouts.ts'
export { compileNetworks, isNetwork, isPrivateNetwork, spellNetwork } from './networks.ts'
export { ObservedFacts, type KnownFacts } from './observed-facts.ts'
export { type Database, openDatabase, whereaboutsFrom } from './whereabouts.ts'
export { readRanges, type Ranges } from './ranges.ts'
export { type BrowserTags, type NewPass, PassDesk, type Showing } from './pass.ts'
export { isProgram, isTextBrowser } from './programs.ts'
export { type ProxyHeader, readProxyHeader } from './proxy-protocol.ts'
export { findOrigin, type Origin } from './trusted-hops.ts'
export { type DescribedProxy, compileProxies, holdsEverybody } from './trusted-proxies.ts'
export { readWordList, shippedAiCrawlers, type WordList } from './word-list.ts'
