import { Injectable } from '@nestjs/common';

/** Tells whoever keeps something of installed apps in memory that it may have changed, in this process. */
@Injectable()
export class AppChanges {
  private readonly listeners: (() => void)[] = [];

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  announce(): void {
    for (const listener of this.listeners) listener();
  }
}
