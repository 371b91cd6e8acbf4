import { until } from '../../events/support/until';
import type { ApiClient, Created } from '../../support/api-client';
import type { TestApi, TestWorkspace } from '../../support/test-api';
import type { Received, Receiver } from './receiver';

type Json = Readonly<Record<string, unknown>>;

/** An endpoint of a workspace that a receiver listens at, and what is asked of it in tests. */
export class ServedHooks {
  constructor(
    private readonly api: TestApi,
    readonly workspace: TestWorkspace,
    readonly receiver: Receiver,
  ) {}

  endpoint(given: Json = {}, as: ApiClient = this.workspace): Promise<Created> {
    return as.create('/v1/webhook-endpoints', { url: this.receiver.url, types: ['deal.*'], ...given });
  }

  received(count: number): Promise<readonly Received[]> {
    return until(() => this.receiver.requests.length >= count && this.receiver.requests);
  }

  /** The newest delivery in a state. */
  delivery(hook: Created, state: string): Promise<Created & Json> {
    return until(async () => {
      const { body } = await this.workspace.get(`/v1/webhook-endpoints/${hook.id}/deliveries?state=${state}`);
      return (body.data as (Created & Json)[])[0];
    });
  }

  /** Whether anything is still to be sent. */
  async pending(hook: Created): Promise<boolean> {
    const { body } = await this.workspace.get(`/v1/webhook-endpoints/${hook.id}/deliveries?state=pending`);
    return body.data.length > 0;
  }

  /** A delivery that was closed without being sent, for this reason. */
  closed(hook: Created, reason: string): Promise<Created & Json> {
    return until(async () => {
      const { body } = await this.workspace.get(`/v1/webhook-endpoints/${hook.id}/deliveries?state=failed`);
      return (body.data as (Created & Json)[]).find((one) => one.reason === reason);
    });
  }

  /** What happens meanwhile is sent only once the endpoint is resumed, with what is then so. */
  async whilePaused(hook: Created, work: () => Promise<void>): Promise<void> {
    await this.workspace.post(`/v1/webhook-endpoints/${hook.id}/pause`, {}).expect(200);
    await work();
    await this.workspace.post(`/v1/webhook-endpoints/${hook.id}/resume`, {}).expect(200);
  }

  /** Why the bodies that came do not fit the schemas that the document publishes. */
  mismatches(): string[] {
    return this.receiver.requests.flatMap(({ body }) => {
      const event = JSON.parse(body) as { type: string };
      const schema =
        this.api.contract.document.webhooks[event.type]?.post.requestBody?.content['application/json']
          ?.schema;
      return schema ? this.api.contract.mismatches(schema, event) : [`no schema of ${event.type}`];
    });
  }
}
