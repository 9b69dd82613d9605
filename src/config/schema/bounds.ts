/**
 * How much of everything one configuration may hold. The numbers are far above what a ministry's
 * portals need; they keep checking a file, and matching a request against it, quick.
 */

/** Threads beyond the cores of the largest machines only wait for each other. */
export const WORKERS_CONFIGURED_MAX = 64

/** Networks are looked up by halving, so the number costs little. */
export const NETWORKS_MAX = 1000

/** Header fields that one proxy is the source of: more than any proxy sets. */
export const PROXY_FIELDS_MAX = 64

export const SITES_MAX = 200
export const HOSTS_MAX = 200
export const POLICIES_MAX = 200

/** Found by the beginning of their path, so the number costs little; no portal has as many pages. */
export const ROUTES_MAX = 1000

/** As routes; those without a path are tried one after the other on every request. */
export const RULES_MAX = 10_000

/** Of all policies together, each with what it extends: what each worker has to compile. */
export const RULES_IN_ALL_MAX = 40_000

/** Policies that one policy extends. */
export const EXTENDS_MAX = 16

/** Counted one after the other on every request. */
export const LIMITS_MAX = 16

/** More than there are. */
export const SIGNALS_MAX = 100

/** What stays free for one network beyond a limit; more is no limit. */
export const FREE_LOOKS_MAX = 100_000
export const FREE_LOOKS_MS = { min: 1000, max: 86_400_000 }

/** Parts of one limit's key. */
export const LIMIT_KEYS_MAX = 4

/** Named lists of networks. */
export const NETWORK_LISTS_MAX = 100

/** Lines of one file of networks: ten times the largest list that is published for gates. */
export const NETWORK_LINES_MAX = 1_000_000

/** Alternatives of one condition, and conditions on headers. */
export const ALTERNATIVES_MAX = 100

/** Three spans for each day of a week. */
export const OPENING_HOURS_MAX = 21

/** More methods than any application knows. */
export const METHODS_MAX = 40

/** A text on a page at 320 pixels. */
export const PAGE_TEXT_CHARS_MAX = 200

/** How long a log is kept: the longest that anybody has to. */
export const LOG_RETENTION_MS = { min: 1000, max: 3650 * 86_400_000 }

/** Of a logo: the pages it stands on take less than 40 KiB in all; a larger one is a photograph. */
export const LOGO_BYTES_MAX = 32 * 1024

/** Paths, globs and file names. */
export const TEXT_CHARS_MAX = 1000

/** A request looks at each; behind more, another proxy spreads the load. */
export const SERVERS_PER_BACKEND_MAX = 16

export const CONNECTIONS_MAX = 65_535
export const IN_FLIGHT_MAX = 1_000_000
export const HELD_MAX = 100_000
/** Sites that one asks for passes: each costs a newcomer two redirections, and browsers follow twenty. */
export const PASS_SHARES_MAX = 4

export const REQUESTS_MAX = 1_000_000
export const BURST_MAX = 1_000_000
export const POINTS_MAX = 100

/** A head must hold a few cookies; beyond a megabyte nobody means a request. */
export const HEADER_BYTES = { min: 4096, max: 1024 ** 2 }

/** The slowest lines people have, and the fastest that may be asked of everybody. */
export const BODY_RATE = { min: 1, max: 1024 ** 2 }

/** More than one machine has memory for: each costs some 30 KiB. */
export const LISTEN_CONNECTIONS_MAX = 1_000_000

/** Received before a backend is asked: more than any form without a file in it. */
export const BUFFER_BYTES = { min: 0, max: 1024 * 1024 }

/** Fields behind a body; each is looked for in this list. */
export const TRAILERS_MAX = 16

/** Header fields that a backend is never sent, and those it always is. */
export const REQUEST_FIELDS_MAX = 64

/** Nobody waits longer for a page, and nothing legal needs less than the least. */
export const TIMEOUT_MS = { min: 1, max: 3_600_000 }

/** Applications ping every minute or so; a day is longer than any page stays open. */
export const WEBSOCKET_IDLE_MS = { min: 1000, max: 24 * 3_600_000 }

/** Between checks of one server: fast enough to notice a restart, slow enough to be no load. */
export const HEALTH_MS = { min: 100, max: 3_600_000 }

/** Checks in a row that have to agree. */
export const CHECKS_MAX = 100

/** The pages promise "up to half a minute". */
export const SLOW_DOOR_WAIT_MS = { min: 1, max: 30_000 }

/** Of one form with its files that waits for its check; a disk holds many. */
export const KEPT_BYTES = { min: 64 * 1024, max: 1024 ** 3 }

/** Of all that one network, or everybody, has waiting. */
export const KEPT_IN_ALL_BYTES = { min: 1024 ** 2, max: 1024 ** 4 }

/** Long enough for a slow check and a cup of coffee; longer is a store of citizens' letters. */
export const KEPT_MS = { min: 1000, max: 24 * 3_600_000 }

/** A balancer looks every few seconds; who waits longer is waited for by a service manager that kills. */
export const UNREADY_MS = { min: 0, max: 10 * 60_000 }

/** The longest form or download that a stop waits for. */
export const SHUTDOWN_GRACE_MS = { min: 0, max: 3_600_000 }

/** Between two requests of somebody who fills in a form, and over a night; in seconds of shared memory. */
export const WAITING_ROOM_MS = { min: 1000, max: 12 * 3_600_000 }

/** Of the file for answers of one worker: a few of them, or what is left of a large disk. */
export const ANSWER_FILE_BYTES = { min: 16 * 1024 ** 2, max: 1024 ** 4 }

/** What shared memory can remember of a pass: its requests, and that it was revoked. */
export const PASS_MS = { min: 1000, max: 7 * 86_400_000 }

/** A form that was left open over night. What is remembered of a pass is remembered for so long after it. */
export const GRACE_MS = { min: 0, max: 86_400_000 }

/** Longer than anybody thinks about a form that is meant to be filled in at once. */
export const DWELL_MS = { min: 1, max: 60_000 }

/** Beyond any page or position that a list has. */
export const QUERY_NUMBER_MAX = 1_000_000_000

/** RFC 6793. */
export const ASN_MAX = 4_294_967_295

/** More crawlers than anybody wants to know by name. */
export const AGENTS_MAX = 100

/** Addresses of data sets and interfaces on the page for machines: people read it too. */
export const MACHINE_LINKS_MAX = 20

export const DNS_SERVERS_MAX = 8

/** Nobody waits for it; an answer that takes longer does not come. */
export const DNS_TIMEOUT_MS = { min: 1, max: 30_000 }

/** Nonces are remembered for as long: a day is what the profile allows at most, and a second still a signature. */
export const SIGNATURE_LIFETIME_MS = { min: 1000, max: 86_400_000 }

/** Counters are kept for at least this long, so a burst must be refilled within it. */
export const REFILL_MS_MAX = 2 * 86_400_000

/** Files of policy tests that a configuration names. */
export const TEST_FILES_MAX = 20

/** Tests in one file: each is read by people. */
export const TESTS_MAX = 500

/** What happened before one test: groups of requests, and requests in all of them. */
export const TEST_HISTORY_MAX = 20
export const TEST_REQUESTS_MAX = 10_000

/** Requests before all tests that run together: a second or two, on a thread that also supervises. */
export const TEST_REQUESTS_IN_ALL_MAX = 200_000

/** Requests that a pass has served before a test: twice what the longest-lived one may by default. */
export const TEST_PASS_USES_MAX = 10_000

/** Proxies between a client and the gate in a test. */
export const TEST_HOPS_MAX = 8

/** Sentinels: three or five are usual. */
export const STORE_SERVERS_MAX = 8
