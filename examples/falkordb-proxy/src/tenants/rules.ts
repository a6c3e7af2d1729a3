import { type TenantRules, tenantRules } from 'mcp-rest-proxy';

/**
 * Tenants whose graphs cannot be mistaken for another's. The backend stores graph G of tenant T as `T_G`: with `_` in
 * the name, graph `b_c` of tenant `a` and graph `c` of tenant `a_b` would be one. `shared` is nobody's: the backend's
 * manual lets every tenant read and write graphs whose name begins with `shared_`.
 */
export const falkordbTenants: TenantRules = tenantRules({ pattern: /(?!shared$)[A-Za-z0-9-]+/, separator: '_' });

/** Begins the names of graphs that belong to no tenant in particular. */
export const SHARED = 'shared_';
