//! Workers in other accounts.
