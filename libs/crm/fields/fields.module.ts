import { isCustomizable, type RecordType, RecordWritesModule } from '@crm/records';
import {
  type DynamicModule,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PollLoop } from '@platform/events';

import { Field, FieldVersion } from './field.entity';
import { FieldUpkeep } from './field-upkeep';
import { Fields } from './fields';
import { fieldsController } from './fields.controller';

/** The routes of the fields of those types that workspaces can give fields to. */
@Module({})
export class FieldsModule {
  static forTypes(types: readonly RecordType[]): DynamicModule {
    return {
      module: FieldsModule,
      imports: [TypeOrmModule.forFeature([Field, FieldVersion])],
      controllers: types.filter(isCustomizable).map(fieldsController),
      providers: [Fields],
      exports: [Fields],
    };
  }
}

/** The worker's side: fills indexes, and removes what deleted fields have left behind. */
@Module({ imports: [RecordWritesModule], providers: [FieldUpkeep], exports: [FieldUpkeep] })
export class FieldUpkeepModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loops = [
    new PollLoop({ name: 'FieldIndex', step: () => this.upkeep.index(), busyMs: 100, idleMs: 2000 }),
    new PollLoop({
      name: 'FieldPurge',
      step: () => this.upkeep.purge(new Date()),
      busyMs: 1000,
      idleMs: 600_000,
    }),
  ];

  constructor(private readonly upkeep: FieldUpkeep) {}

  onApplicationBootstrap(): void {
    for (const loop of this.loops) loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }
}
