import { falkordbEndpoints } from './endpoints.js';

/** The map as `generate-tools` reads it. What a configuration changes in it are functions, which are given at start. */
export const endpoints = falkordbEndpoints();
