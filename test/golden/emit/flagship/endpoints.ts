import { falkordbEndpoints } from '../../../../examples/falkordb-proxy/src/tools/endpoints.js';

export const endpoints = falkordbEndpoints();
