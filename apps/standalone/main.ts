import { ensureNode24, runMain } from '@platform/runtime';

ensureNode24();

import 'reflect-metadata';

import { standalone } from './standalone';

void runMain(standalone);
