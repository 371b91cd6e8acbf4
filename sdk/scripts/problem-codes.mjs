/** The codes of problems and faults in an OpenAPI document, as a module of types. */
export function problemCodes({ Problem, Fault }) {
  const problems = Object.entries(Problem['x-problem-codes']).sort();
  const faults = Fault.properties.code['x-extensible-enum'];
  return `import type { components } from './api.d.ts';

type Problem = components['schemas']['Problem'];
type Has<Member extends keyof Problem> = Required<Pick<Problem, Member>>;
type MayHave<Member extends keyof Problem> = Partial<Pick<Problem, Member>>;

/** What problem documents have beside the members that all have, by their code: made from the OpenAPI document, never edited. */
export interface ProblemMembers {
${problems.map(([code, known]) => member(code, known)).join('\n')}
}

/** The codes of single faults that the OpenAPI document knows. */
export type KnownFaultCode =
${faults.map((code) => `  | '${code}'`).join('\n')};
`;
}

const member = (code, { status, meaning, members = [], optional_members: optional = [] }) =>
  `  /** ${status}: ${meaning.replaceAll('*/', '* /')} */
  ${code}: ${[...some('Has', members), ...some('MayHave', optional)].join(' & ') || 'unknown'};`;

const some = (type, members) =>
  members.length > 0 ? [`${type}<${members.map((name) => `'${name}'`).join(' | ')}>`] : [];
