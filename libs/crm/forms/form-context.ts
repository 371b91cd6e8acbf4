import { type IdempotencyClaim, type Principal, RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

/** Who acts when a form is filled in: the form. */
export function formContext({
  workspaceId,
  formId,
  country,
  requestId,
  idempotency = null,
}: {
  readonly workspaceId: string;
  readonly formId: string;
  readonly country: string | null;
  readonly requestId: string;
  /** Kept per form. */
  readonly idempotency?: IdempotencyClaim | null;
}): RequestContext {
  const id = toTypeId('form', formId);
  const principal: Principal = {
    kind: 'system',
    id,
    workspaceId,
    country,
    scopes: new Set(),
    memberId: null,
    installationId: null,
    actor: { type: 'form', id },
  };
  return new RequestContext(principal, requestId, new Date(), { idempotency, validateOnly: false });
}
