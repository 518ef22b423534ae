//! Record types, fields, values, lifecycles, activities, roles and conditions as resolved values.
