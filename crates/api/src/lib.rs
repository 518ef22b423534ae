//! REST and OpenAPI made from the model.
