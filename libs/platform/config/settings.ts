/** A pace that a budget of requests is filled at, and how much it holds. */
export interface Pace {
  /** Units of cost that come in every second. */
  readonly perSecond: number;
  /** Units that a full budget holds. */
  readonly burst: number;
}

/** How much of the API callers can use. */
export interface RateLimitSettings {
  /** Of each key, of each installation's tokens, of each member in a client. */
  readonly principal: Pace;
  /** Of all that an app does in one workspace. */
  readonly app: Pace;
  /** Of all that happens in a workspace. */
  readonly workspace: Pace;
  /** Requests without a valid token from one address. */
  readonly failedAuthentication: Pace;
  /** Requests for tokens from one address. */
  readonly tokenAddress: Pace;
  /** Those of one client from one address. */
  readonly tokenClient: Pace;
}

/** Another service with which people may sign in. */
export interface SignInProviderSettings {
  /** `oidc` is any that speaks OpenID Connect, by the metadata of its issuer; so does `google`. */
  readonly key: 'google' | 'github' | 'oidc';
  /** What people call it. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where a service is that has no metadata; that of `github` itself unless told. */
  readonly endpoints?: { readonly authorization: string; readonly token: string; readonly user: string };
}

/** Every setting of a process, read once at its start and handed to whoever needs it. */
export abstract class Settings {
  abstract readonly host: string;
  abstract readonly port: number;
  /** Where the worker answers health checks and metrics when it runs apart. */
  abstract readonly workerPort: number;
  /** The only source of absolute addresses: issuer, Location, links in mails. No trailing slash. */
  abstract readonly publicUrl: string;
  abstract readonly databaseUrl: string;
  /** For migrations and LISTEN, past a pooler; the same as `databaseUrl` when there is none. */
  abstract readonly databaseDirectUrl: string;
  abstract readonly databasePoolSize: number;
  /** Off behind PgBouncer before 1.21, which cannot follow named statements. */
  abstract readonly namedStatements: boolean;
  /** How long a list or a count of records may take in the database. */
  abstract readonly listTimeoutMs: number;
  /** 32 bytes from which every secret at rest is sealed; null when a file has them. */
  abstract readonly masterKey: Buffer | null;
  /** The file with the master keys, which is followed while the process runs. */
  abstract readonly masterKeyFile: string | null;
  /** How many seconds a rotation waits for every process to have that file as it was written. */
  abstract readonly masterKeySettleSeconds: number;
  /** Older keys that still open what they sealed. */
  abstract readonly previousMasterKeys: readonly Buffer[];
  abstract readonly logLevel: string;
  /** Whether webhooks may be sent to this machine: a developer's setting. */
  abstract readonly allowLoopbackWebhooks: boolean;
  /** The name servers that are asked for the hosts of webhooks; none for the machine's own. */
  abstract readonly webhookDnsServers: readonly string[];
  /** How long a receiver may take in all. */
  abstract readonly webhookDeadlineMs: number;
  /** Whether X-Forwarded-* of a proxy in front is believed. */
  abstract readonly trustProxy: boolean;
  /** The folder with the bytes of files: the same one for every process. */
  abstract readonly filesDir: string;
  /** The largest file that an upload may bring. */
  abstract readonly fileLimitBytes: number;
  /** Files with the manifests of apps that the operator brings into the marketplace. */
  abstract readonly appManifests: readonly string[];
  /** The server that sends mails; null when they are written as files into `outboxDir`. */
  abstract readonly smtpUrl: string | null;
  /** Whom mails are from, as their header says it. */
  abstract readonly mailFrom: string;
  abstract readonly outboxDir: string;
  /** With which other services people may sign in. */
  abstract readonly signInProviders: readonly SignInProviderSettings[];
  /** Null when nothing is limited. */
  abstract readonly rateLimits: RateLimitSettings | null;
  /** From how many requests a second of a workspace on the log of requests keeps only a sample; 0 keeps no log. */
  abstract readonly requestLogPerSecond: number;
  /** Where API processes share rate limits; null for the database. */
  abstract readonly redisUrl: string | null;
}
