import { checkAuthorization } from './authorization-scenarios.js';
import { checkServer } from './server-scenarios.js';
import { installSuite } from './suite.js';

installSuite();
const green = [await checkServer(), await checkAuthorization()];
console.log(green.every(Boolean) ? '\nConformance: all as it should be.' : '\nConformance: NOT as it should be.');
process.exitCode = green.every(Boolean) ? 0 : 1;
