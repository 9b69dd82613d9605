/** Who is asking: the address behind trusted proxies, its network, the browser, the pass it holds. */
export { addressKeyOf, networkOf, parseAddress, prefixOf } from './addresses/address.ts'
export { type Widths, aroundOf, widthsOf } from './addresses/widths.ts'
export {
  LANGUAGE_SECONDS,
  languageCookie,
  languageCookieName,
  passCookie,
  passCookieName,
  readCookies,
  withoutOwnCookies,
} from './passes/cookies.ts'
export {
  ASK_SECONDS,
  askCookie,
  askCookieName,
  newAskValue,
  readAskCookie,
} from './passes/ask-cookie.ts'
export {
  type Asking,
  type HandedPass,
  openAsking,
  openHanded,
  sealAsking,
  sealHanded,
} from './passes/hand-over.ts'
export {
  type KeptCookie,
  expiredKeptCookie,
  keptCookie,
  keptCookieName,
  keptCookiePrefix,
  mayBeSentTo,
  mayHoldKeptCookie,
  readKeptCookies,
} from './passes/kept-cookies.ts'
export {
  type HeldPlace,
  openPlace,
  placeCookie,
  placeCookieName,
  sealPlace,
} from './passes/place-cookies.ts'
export { markOfCode, newCode, readCode, spellCode } from './passes/helpdesk-code.ts'
export {
  keysOf,
  mergeKeyFiles,
  notReadBy,
  readBy,
  tombstone,
  unreadBy,
} from './passes/key-merge.ts'
export {
  nextKey,
  withNewestSigning,
  withNextKey,
  withoutExpired,
  withoutKey,
} from './passes/key-rotation.ts'
export {
  type GateKey,
  type KeyFile,
  type KeyRing,
  KEYS_MAX,
  type RevokedKey,
  type StoredKey,
  isStoredKey,
  keyFileOf,
  keyRing,
  lotSeedOf,
  storeSecretsOf,
  newKey,
  newKeyFile,
  parseKeyFile,
} from './passes/keys.ts'
export { type Claim, claimOf, foldName, isInUse } from './addresses/identity-fields.ts'
export { chosenPlace } from './looks/chosen-place.ts'
export { DescribedFacts, type ToldFacts } from './looks/described-facts.ts'
export { Lookout, type Sight } from './looks/lookout.ts'
export { tierOf } from './looks/tier.ts'
export { directoryUrlOf } from './signatures/signature-agent.ts'
export {
  SIGNING_KEYS_MAX,
  type SigningKeysRead,
  readSigningKeys,
} from './signatures/signing-keys.ts'
export { lookouts, quietLookout } from './looks/lookouts.ts'
export {
  type NetworkRanges,
  compileNetworks,
  isNetwork,
  isPrivateNetwork,
  networkSet,
  rangesOf,
  sharedRanges,
  spellNetwork,
} from './addresses/networks.ts'
export { ObservedFacts, type KnownFacts } from './looks/observed-facts.ts'
export { readClientTarget } from './addresses/client-target.ts'
export { PrefixTable } from './addresses/prefix-table.ts'
export { type Database, openDatabase, whereaboutsFrom } from './addresses/whereabouts.ts'
export { readRanges, type Ranges } from './addresses/ranges.ts'
export { type BrowserTags, type NewPass, PassDesk, type Showing } from './passes/pass.ts'
export { passNameOf, readPassName } from './passes/pass-name.ts'
export { isDue, passEnd, timeOf } from './passes/times.ts'
export { isProgram, isTextBrowser } from './looks/programs.ts'
export { type ProxyHeader, readProxyHeader } from './addresses/proxy-protocol.ts'
export { plainHost } from './addresses/plain-host.ts'
export { findOrigin, type Origin } from './addresses/trusted-hops.ts'
export { type DescribedProxy, compileProxies, holdsEverybody } from './addresses/trusted-proxies.ts'
export {
  AI_PURPOSE,
  type NameLists,
  purposeIn,
  readWordList,
  shippedNames,
  type WordList,
} from './looks/word-list.ts'
