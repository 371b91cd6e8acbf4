import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';

import type { FastifyRequest } from 'fastify';

import { OPERATION, type OperationSpec } from './operation.decorator';
import type { Scope } from './scope';

/** A route of this process and what it declares. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationSpec;
}

/** All routes of the process. A route that declares no operation, and with it no scope, stops the boot. */
@Injectable()
export class RouteCatalog implements OnModuleInit {
  private readonly found: Route[] = [];
  private readonly byAddress = new Map<string, OperationSpec>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    for (const { instance, metatype } of this.discovery.getControllers()) {
      if (!instance || !metatype) continue;
      const prototype = Object.getPrototypeOf(instance) as Record<string, unknown>;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name];
        if (typeof handler === 'function') this.add(metatype, handler);
      }
    }
  }

  all(): readonly Route[] {
    return this.found;
  }

  /** What a request is for, when an operation has its method and address; also before its handler runs. */
  operationOf({ method, routeOptions }: FastifyRequest): OperationSpec | undefined {
    return this.byAddress.get(`${method === 'HEAD' ? 'GET' : method} ${routeOptions.url}`);
  }

  /** Every scope that some route needs, by name. */
  scopes(): ReadonlyMap<string, Scope> {
    const scopes = this.found.flatMap(({ operation: { scope } }) =>
      typeof scope === 'string' ? [] : [scope],
    );
    return new Map(scopes.map((scope) => [scope.name, scope]));
  }

  private add(controller: object, handler: object): void {
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) return;
    const path = [controller, handler]
      .map((owner) => String(Reflect.getMetadata(PATH_METADATA, owner) ?? '').replace(/^\/|\/$/g, ''))
      .filter((part) => part !== '')
      .join('/');
    const operation = Reflect.getMetadata(OPERATION, handler) as OperationSpec | undefined;
    const name = `${RequestMethod[method]} /${path}`;
    if (!operation) throw new Error(`${name} declares no operation: add @Operation with its scope.`);
    this.byAddress.set(name, operation);
    this.found.push({ method: RequestMethod[method], path: `/${path}`, operation });
  }
}
