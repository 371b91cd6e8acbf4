import type { ApiClient, Created } from '../../support/api-client';
import type { TestWorkspace } from '../../support/test-api';

/** Two ways to write down one person: a rule for contacts and leads takes them for the same one. */
export const AMELIE = {
  first_name: 'Amélie',
  last_name: 'Dubois',
  phones: [{ value: '+33 6 12 34 56 78' }],
  emails: [{ value: 'amelie.dubois@gmail.com' }],
};

export const TWIN = {
  first_name: 'A.',
  last_name: 'DUBOIS',
  emails: [{ value: 'AmelieDubois+crm@googlemail.com' }],
};

/** Somebody else. */
export const NGUYEN = { first_name: 'Minh', last_name: 'Nguyễn', emails: [{ value: 'minh@example.com' }] };

/** Lets every rule for a kind of record do something. */
export async function setRules(workspace: TestWorkspace, object: string, change: object): Promise<void> {
  const { body } = await workspace.get(`/v1/duplicate-rules?object=${object}&limit=100`).expect(200);
  for (const { id } of body.data as Created[])
    await workspace.patch(`/v1/duplicate-rules/${id}`, change).expect(200);
}

/** The ids that an answer or a problem says are duplicates. */
export const duplicatesIn = (body: { duplicates?: { id: string }[] }): string[] | undefined =>
  body.duplicates?.map(({ id }) => id);

/** How many contacts there are. */
export const contactsOf = async (client: ApiClient): Promise<number> =>
  (await client.get('/v1/contacts?limit=500').expect(200)).body.data.length;
