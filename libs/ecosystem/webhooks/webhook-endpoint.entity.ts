import type { ApiVersion, EventFilter, Payload } from '@ecosystem/event-log';
import { WorkspaceTable } from '@platform/database';
import type { Principal } from '@platform/http';
import { Sealed } from '@platform/secrets';
import { Column, PrimaryColumn } from 'typeorm';

import type { Ordering } from './ordering';

export const ENDPOINT_STATES = ['active', 'paused', 'disabled', 'gone'] as const;

/** `disabled` is our doing after days of failures, `gone` the receiver's (410), `paused` the owner's. */
export type EndpointState = (typeof ENDPOINT_STATES)[number];

/** Why endpoints of an app stand still that somebody has suspended. */
export const APP_SUSPENDED = 'app_suspended';

export const STATE_REASONS = [
  'failing',
  'receiver_gone',
  'blocked_address',
  'order_blocked',
  'too_many_parked',
  APP_SUSPENDED,
] as const;

/** Why an endpoint stands still, if its owner did not say so. */
export type StateReason = (typeof STATE_REASONS)[number];

/** Why we stop one. */
export type LossReason = Exclude<StateReason, typeof APP_SUSPENDED>;

/** Whose credential an endpoint was made with, by stored ids. */
export interface EndpointOwner {
  readonly kind: Principal['kind'];
  readonly memberId: string | null;
  readonly installationId: string | null;
  readonly keyId: string | null;
}

/** Where a customer wants to be told of events. */
@WorkspaceTable('webhook_endpoints')
export class WebhookEndpoint {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') url: string;
  @Column('text', { array: true }) types: string[];
  /** As its owner wrote it. */
  @Column('jsonb', { nullable: true }) filter: object | null;
  /** The same for the fan-out, by the object that events are about. */
  @Column('jsonb', { nullable: true }) checked_filter: EventFilter | null;
  @Column('text', { nullable: true }) description: string | null;
  @Column('boolean') skip_own: boolean;
  @Column('text') payload: Payload;
  /** The fields of things that are told; null for all. */
  @Column('text', { array: true, nullable: true }) fields: string[] | null;
  @Column('text') api_version: ApiVersion;
  /** A header may be a credential of the receiver's. */
  @Sealed('webhook-endpoint.headers') headers: string;
  @Column('smallint') max_concurrency: number;
  @Column('smallint', { nullable: true }) rate_per_second: number | null;
  @Column('text') ordering: Ordering;
  @Column('text') state: EndpointState;
  /** Null when nobody stopped it, or its owner did. */
  @Column('text', { nullable: true }) state_reason: StateReason | null;
  @Sealed('webhook-endpoint.secret') secret: string;
  @Sealed('webhook-endpoint.secret', { nullable: true }) previous_secret: string | null;
  @Column('timestamptz', { nullable: true }) previous_secret_expires_at: Date | null;
  /** The public id of the credential that created it: whose events `skip_own` leaves out. */
  @Column('text') principal: string;
  /** What that credential could see: the endpoint sees no more. */
  @Column('text', { array: true }) scopes: string[];
  /** Whose rights bound it, if not only those of the app: null for what `principal` says. */
  @Column('jsonb', { nullable: true }) owner: EndpointOwner | null;
  /** The app that it belongs to, which says what it is; null for one of the workspace's own. */
  @Column('uuid', { nullable: true }) installation_id: string | null;
  /** Which of the addresses in the app's manifest it is. */
  @Column('text', { nullable: true }) purpose: string | null;
  @Column('integer') version: number;
  @Column('timestamptz') created_at: Date;
  @Column('timestamptz') updated_at: Date;
}
