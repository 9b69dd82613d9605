/** The words of the gate. A newcomer reads this folder first; it imports nothing. */
export {
  AGENT_PURPOSES,
  MACHINE_TIERS,
  type Agent,
  type AgentProof,
  type AgentPurpose,
  type BeyondPace,
  type Dns,
  type MachineAccess,
  type MachineNames,
  type MachinePolicy,
  type MachineTerms,
  type MachineTier,
  type Pace,
  type ProvenAgent,
  type AgentSignature,
  type KeyDirectory,
  SIGNATURE_OUTCOMES,
  type SignatureCheck,
  type SignatureOutcome,
  type SigningKey,
  type RefusedKind,
} from './agent.ts'
export { CLEARANCES, reaches, type Clearance } from './clearance.ts'
export {
  LEGAL_BASES,
  type Closed,
  type Contact,
  type LegalBasis,
  type Opening,
  type Privacy,
} from './contact.ts'
export {
  FIGURES,
  ROUNDED_TO,
  TOLD_MIN,
  VISITS,
  type About,
  type Figure,
  type Figures,
  type Period,
  type SiteFigures,
  type Told,
  type Visit,
  type Week,
} from './figures.ts'
export {
  ASK_PATH,
  CODE_PATH,
  HAND_OVER_PATH,
  ROBOTS_FILE_PATH,
  ROBOTS_PATH,
  TAKE_OVER_PATH,
} from './own-paths.ts'
export { type Clock } from './clock.ts'
export {
  DECISION_KINDS,
  isMoreSevere,
  spellDecision,
  type Asked,
  type Decision,
  type DecisionKind,
  type Verdict,
} from './decision.ts'
export {
  type ClientAddress,
  type ClientNetwork,
  type Facts,
  type Purpose,
  type Scheme,
  type UserAgent,
  type UserAgentClass,
  USER_AGENT_CLASSES,
} from './facts.ts'
export {
  CLOSED_FOR,
  DOOR_OUTCOMES,
  type ClosedFor,
  type DoorEvent,
  type DoorOutcome,
  type Outcome,
  type Step,
} from './outcome.ts'
export {
  type GateAnswer,
  type GateAnswers,
  type GateQuestion,
  type GateSpeaker,
  type GateTold,
} from './store.ts'
export {
  type Listen,
  type ListenAddress,
  type ListenLimits,
  type Shutdown,
  type SocketAccess,
} from './listen.ts'
export { type Notice } from './notice.ts'
export { type NetworkSet } from './network-set.ts'
export {
  MODES,
  type ClientOrder,
  type ClientTarget,
  type DrainOrder,
  type Mode,
  type ModeOrder,
  type ModeTarget,
  type Order,
  type PassTarget,
  type RevokeOrder,
  type ServerTarget,
  isClientOrder,
  spellTarget,
} from './order.ts'
export {
  type Pass,
  type PassRefusal,
  type PassSighting,
  type PassTime,
  type Presented,
} from './pass.ts'
export {
  LIMIT_KEYS,
  type Bound,
  type Bounded,
  type ChallengeWhen,
  type FreeLooks,
  type Limit,
  type LimitKey,
  type LimitOver,
  type Policy,
  type Rate,
  type Rule,
  type Share,
  type Then,
} from './policy.ts'
export {
  type GateAddress,
  type StoreServer,
  type StoreSettings,
  type StoreTls,
  type ValkeySettings,
} from './store.ts'
export { type TrustedProxies, type TrustedProxy } from './trusted-proxies.ts'
export { type RoomRate, type WaitingRoom, keepsForms } from './waiting-room.ts'
export { type Whereabouts } from './whereabouts.ts'
export {
  BACKEND_REASONS,
  GATE_REASONS,
  MODE_REASONS,
  ORDER_REASONS,
  PASS_REASONS,
  POLICY_REASONS,
  REQUEST_REASONS,
  spellReason,
  type BackendReason,
  type GateReason,
  type PolicyReason,
  type Reason,
  type RequestReason,
} from './reason.ts'
export { type Reference, lettersFrom, referenceFrom } from './reference.ts'
export { type Signal, type SignalGroup, type SignalSettings, SIGNAL_GROUPS } from './signal.ts'
export { type FollowingFile, type NamedFile, type SourceLines, whereIs } from './source-lines.ts'
export {
  LANGUAGES,
  type Admin,
  type Backend,
  type BackendHealth,
  type BackendServer,
  type BackendTls,
  type AmbiguousPath,
  type BackendSticky,
  type Brand,
  type Language,
  type Logo,
  type NetworkBits,
  type PassSettings,
  type RequestFields,
  type Route,
  type Site,
  type KeepSettings,
  type SilentDoor,
  type SlowDoor,
  type SlowReaderSettings,
  type Snapshot,
} from './snapshot.ts'
