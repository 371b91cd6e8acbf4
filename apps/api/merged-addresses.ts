import { MERGED_OBJECTS } from '@crm/merged-ids';
import type { OpenAPIObject } from '@nestjs/swagger';
import { idPattern } from '@platform/ids';

type Paths = OpenAPIObject['paths'];
type PathItem = Paths[string];

const CONTENT_LOCATION = {
  'Content-Location': {
    description:
      'Set when the id in the path is that of a record that was merged into another: the address at which the survivor, which has answered, is found itself.',
    required: false,
    schema: { type: 'string' },
  },
} as const;

const PATTERNS: ReadonlySet<string> = new Set(MERGED_OBJECTS.map(idPattern));

/** The paths, with what is said of answers at the addresses of records that may have been merged. */
export const withMergedAddresses = (paths: Paths): Paths =>
  Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, described(item)]));

const described = (item: PathItem): PathItem =>
  Object.fromEntries(
    Object.entries(item).map(([method, operation]) => [
      method,
      isOperation(operation) && operation.parameters.some(namesRecord)
        ? { ...operation, responses: responsesOf(operation.responses) }
        : (operation as unknown),
    ]),
  );

interface Operation {
  readonly parameters: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly headers?: object }>>;
}

interface Parameter {
  readonly in?: string;
  readonly schema?: { readonly pattern?: string };
}

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'parameters' in value && 'responses' in value;

const namesRecord = ({ in: place, schema }: Parameter): boolean =>
  place === 'path' && PATTERNS.has(schema?.pattern ?? '');

const responsesOf = (responses: Operation['responses']): Operation['responses'] =>
  Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      status.startsWith('2')
        ? { ...response, headers: { ...response.headers, ...CONTENT_LOCATION } }
        : response,
    ]),
  );
