import { leadType } from '@crm/leads';
import { type DraftView, OutsideChecks, type RecordType } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { type RequestContext, unprocessable } from '@platform/http';

import { partsOf, readPlan, requireScopes } from './conversion-plan';
import { type Conversion, LeadConverter, placeOf } from './lead-converter';
import { LeadUnconverter, type UndoRequest } from './lead-unconverter';
import { PART_TYPES, PARTS } from './parts';

/** Every kind of record that a conversion may write. */
export const CONVERTED_TYPES: readonly RecordType[] = [leadType, ...Object.values(PART_TYPES)];

/** The records of a conversion, from a place on among all of a write. */
export const writtenBy = (conversion: Conversion, at: number): DraftView[] => [
  ...PARTS.flatMap((part) => {
    const done = conversion[part];
    return done ? [{ at: at + placeOf(part), type: PART_TYPES[part], view: done.record }] : [];
  }),
  { at: at + placeOf('lead'), type: leadType, view: conversion.lead },
];

/** The conversion of one lead and its undoing as customers ask for them: once per Idempotency-Key, reviewed, or only tried. */
@Injectable()
export class LeadConversions {
  constructor(
    private readonly writes: OutsideChecks,
    private readonly converter: LeadConverter,
    private readonly unconverter: LeadUnconverter,
  ) {}

  convert(ctx: RequestContext, target: UndoRequest, body: object): Promise<Conversion> {
    const plan = readPlan(body);
    requireScopes(ctx, partsOf(plan), 'write');
    return this.writes.run(ctx, {
      types: [leadType, ...partsOf(plan).map((part) => PART_TYPES[part])],
      written: (done) => writtenBy(done, 0),
      work: (tx, refused) =>
        this.converter.convert(ctx, { ...target, plan, pointer: '', refused, at: 0 }, tx),
    });
  }

  undo(ctx: RequestContext, target: UndoRequest): Promise<Conversion> {
    return this.writes.run(ctx, {
      types: CONVERTED_TYPES,
      written: (done) => writtenBy(done, 0),
      work: (tx, refused) => {
        const faults = [...refused.values()].flat();
        if (faults.length > 0) throw unprocessable(faults);
        return this.unconverter.undo(ctx, target, tx);
      },
    });
  }
}
