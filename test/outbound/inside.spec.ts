import { testsOfTheInside } from './support/tests-of-the-inside';

testsOfTheInside({ tries: 50 });
