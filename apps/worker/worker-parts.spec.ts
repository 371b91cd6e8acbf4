import './worker-parts';

import { OBJECT_PATHS } from '@ecosystem/event-log';
import { eventTypes } from '@platform/events';

import { committedDocument } from '../../test/support/api-contract';

const document = committedDocument();

describe('the worker', () => {
  it('knows every type of event that the API can emit, and with it who may see it', () => {
    const known = new Set<string>(eventTypes().map(({ type }) => type));
    expect(known).toEqual(new Set(Object.keys(document.webhooks)));
  });

  it('knows where the API shows what events are about, or that it does not', () => {
    const shown = Object.entries(document.paths).flatMap(([path, { get }]) => (get ? [path] : []));
    expect(Object.values(OBJECT_PATHS).filter((path) => !shown.includes(path))).toEqual([]);
    const objects = new Set<string>(eventTypes().map(({ object }) => object));
    expect([...objects].filter((object) => !(object in OBJECT_PATHS))).toEqual(['field']);
    expect(Object.keys(OBJECT_PATHS).filter((object) => !objects.has(object))).toEqual([]);
  });
});
