import { testsOfTheInside } from './support/tests-of-the-inside';

testsOfTheInside({ tries: 1_000 });
