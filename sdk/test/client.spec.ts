import { operationTable } from '../src/generated/operations.ts';
import { Dealwright } from '../src/index.ts';

const client = new Dealwright({ baseUrl: 'https://crm.example.com', key: 'k' });

/** Operations that are alone in their group are methods of the client itself. */
const ALONE: Readonly<Record<string, unknown>> = {
  'me.get': client.me,
  'workspace.get': client.workspace,
  'workspace.update': client.updateWorkspace,
  'batch.run': client.batch,
};

const camelCase = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

it.each(Object.keys(operationTable))('has a method for %s', (id) => {
  const [group = '', verb = ''] = id.split('.').map(camelCase);
  const methods: unknown = Reflect.get(client, group);
  const method = ALONE[id] ?? (methods as Record<string, unknown> | undefined)?.[verb];
  expect(typeof method).toBe('function');
});
