import type { Migration } from '@platform/database';

import { writesAndEvents } from './0001-writes-and-events';
import { access } from './0002-access';
import { records } from './0003-records';
import { webhooks } from './0004-webhooks';
import { search } from './0005-search';
import { rateLimits } from './0007-rate-limits';
import { jobs } from './0008-jobs';
import { jobScopeAndEnd } from './0009-job-scope-and-end';
import { eventFilters } from './0010-event-filters';
import { cheaperWrites } from './0011-cheaper-writes';
import { customFields } from './0013-custom-fields';
import { stagesAndTheirHistory } from './0015-stages-and-their-history';
import { directoryValues } from './0016-directory-values';
import { products } from './0017-products';
import { lineItems } from './0018-line-items';
import { activities } from './0019-activities';
import { associations } from './0021-associations';
import { leadConversion } from './0022-lead-conversion';
import { people } from './0023-people';
import { segments } from './0024-segments';
import { forms } from './0025-forms';
import { exchangeRates } from './0026-exchange-rates';
import { files } from './0027-files';
import { keys } from './0028-keys';
import { ownedDeals, roles } from './0029-roles';
import { signIn } from './0032-sign-in';
import { mailAndLinks } from './0033-mail-and-links';
import { secondFactorsAndIdentities } from './0034-second-factors-and-identities';
import { oauthUsers } from './0035-oauth-users';
import { appVersions } from './0037-app-versions';
import { auditLog } from './0041-audit-log';
import { personalTokens } from './0042-personal-tokens';
import { incomingUrls } from './0043-incoming-urls';
import { lanePace } from './0044-lane-pace';
import { endpointPace } from './0045-endpoint-pace';
import { backlogAndOrder } from './0046-backlog-and-order';
import { webhookReplays } from './0047-webhook-replays';
import { deliverySearch } from './0048-delivery-search';
import { whatEndpointsSend } from './0049-what-endpoints-send';
import { webhookSigningKeys } from './0050-webhook-signing-keys';
import { requestLog } from './0051-request-log';
import { matchKeys } from './0053-match-keys';
import { duplicateRules } from './0054-duplicate-rules';
import { mergedIds } from './0055-merged-ids';
import { merges } from './0056-merges';
import { duplicateActions } from './0060-duplicate-actions';
import { duplicateClusters } from './0061-duplicate-clusters';
import { attachedSubmissions } from './0062-attached-submissions';

/** Every step of the schema, oldest first. Steps are only added. */
export const MIGRATIONS: readonly Migration[] = [
  writesAndEvents,
  access,
  records,
  webhooks,
  search,
  rateLimits,
  jobs,
  jobScopeAndEnd,
  eventFilters,
  cheaperWrites,
  customFields,
  stagesAndTheirHistory,
  directoryValues,
  products,
  lineItems,
  activities,
  associations,
  leadConversion,
  people,
  segments,
  forms,
  exchangeRates,
  files,
  keys,
  roles,
  ownedDeals,
  signIn,
  mailAndLinks,
  secondFactorsAndIdentities,
  oauthUsers,
  appVersions,
  auditLog,
  personalTokens,
  incomingUrls,
  lanePace,
  endpointPace,
  backlogAndOrder,
  webhookReplays,
  deliverySearch,
  whatEndpointsSend,
  webhookSigningKeys,
  requestLog,
  matchKeys,
  duplicateRules,
  mergedIds,
  merges,
  duplicateActions,
  duplicateClusters,
  attachedSubmissions,
];
