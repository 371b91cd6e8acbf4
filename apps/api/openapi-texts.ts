/** What each group of operations is about. */
const TAGS: Readonly<Record<string, string>> = {
  leads: 'The very first contact: any first information is enough to keep one.',
  deals: 'The process of selling a product or a service to a client.',
  contacts: 'Persons.',
  companies: 'Organisations.',
  activities: 'Calls, emails, meetings and tasks: what is planned and what was done.',
  notes: 'Free texts about records.',
  pipelines: 'The ways that deals and leads go.',
  stages: 'The steps of a pipeline.',
  jobs: 'Work that goes on after its request was answered.',
  batch: 'Many writes in one request.',
  apps: 'Software that workspaces install, as its makers see it.',
  installations: 'The apps of a workspace.',
  installation_requests: 'Members who may not install apps ask for them.',
  marketplace: 'The apps that can be installed.',
  members: 'The people of a workspace.',
  teams: 'Members who work together.',
  forms: 'Web forms, whose answers become leads.',
  submissions: 'What was sent with a form.',
  segments: 'Filters that are kept under a name.',
  workspace: 'The workspace that a token belongs to.',
  me: 'Who a token is.',
  events: 'The ordered log of everything that happened.',
  webhook_endpoints: 'Where events are sent.',
  deliveries: 'What was sent, and what came back.',
  request_log: 'What was asked of the API, and how it was answered.',
  webhooks: 'The events as an endpoint receives them.',
  reference: 'This document.',
};

interface Tagged {
  readonly tags?: readonly string[];
}

/** The tags that these paths use, each with what it is about. */
export function describedTags(
  paths: Readonly<Record<string, object>>,
): { name: string; description: string }[] {
  const used = Object.values(paths).flatMap((methods) =>
    Object.values(methods as Record<string, Tagged>).flatMap(({ tags = [] }) => tags),
  );
  return [...new Set([...used, 'webhooks'])]
    .sort()
    .map((name) => ({ name, description: TAGS[name] ?? name }));
}
