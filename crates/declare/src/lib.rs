//! Text files into the model, with every fault located.
