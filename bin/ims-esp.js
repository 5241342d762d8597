#!/usr/bin/env node
'use strict';
require('../dist/program/ims-esp.cjs');
