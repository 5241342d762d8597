import { createNodeEngine } from '../../src/ipsec/engine-node.ts';
import { describeEngine } from './engine-cases.ts';

describeEngine(createNodeEngine());
