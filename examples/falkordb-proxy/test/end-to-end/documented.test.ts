import test from 'ava';
import { tourWithEveryClient } from './every-client.js';

tourWithEveryClient(test, 'documented');
