//! What listeners negotiate with clients: protocols and ciphers.

use crate::open_enum::open_enum;

open_enum! {
    /// The protocols and ciphers of a listener for HTTPS. Without one, [`TLS13_12_PQ`](Self::TLS13_12_PQ) is taken.
    ///
    /// [What each allows](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html)
    pub struct SslPolicy {
        /// TLS 1.2 and 1.3, as AWS recommended before post-quantum key exchange.
        RECOMMENDED_TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06",
        /// TLS 1.2 and 1.3, post-quantum key exchange.
        TLS13_12_PQ = "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
        /// TLS 1.0 to 1.2: what AWS takes where no policy is named, and aws-cdk-lib calls `RECOMMENDED`.
        ELB_2016_08 = "ELBSecurityPolicy-2016-08",
        /// TLS 1.2 and 1.3, the fewest ciphers.
        TLS13_RES = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        /// TLS 1.2 and 1.3, more ciphers, for older clients (set 1).
        TLS13_EXT1 = "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06",
        /// TLS 1.2 and 1.3, more ciphers, for older clients (set 2).
        TLS13_EXT2 = "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06",
        /// TLS 1.0 to 1.3.
        TLS13_10 = "ELBSecurityPolicy-TLS13-1-0-2021-06",
        /// TLS 1.1 to 1.3.
        TLS13_11 = "ELBSecurityPolicy-TLS13-1-1-2021-06",
        /// TLS 1.3 alone.
        TLS13_13 = "ELBSecurityPolicy-TLS13-1-3-2021-06",
        /// TLS 1.3 alone, post-quantum key exchange.
        TLS13_13_PQ = "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
        /// TLS 1.2 and 1.3, the fewest ciphers, post-quantum key exchange.
        TLS13_12_RES_PQ = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        /// TLS 1.2 and 1.3, more ciphers, for older clients (set 1), post-quantum key exchange.
        TLS13_12_EXT1_PQ = "ELBSecurityPolicy-TLS13-1-2-Ext1-PQ-2025-09",
        /// TLS 1.2 and 1.3, more ciphers, for older clients (set 2), post-quantum key exchange.
        TLS13_12_EXT2_PQ = "ELBSecurityPolicy-TLS13-1-2-Ext2-PQ-2025-09",
        /// TLS 1.0 to 1.3, post-quantum key exchange.
        TLS13_10_PQ = "ELBSecurityPolicy-TLS13-1-0-PQ-2025-09",
        /// TLS 1.3 alone, validated for FIPS 140-3.
        FIPS_TLS13_13 = "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
        /// TLS 1.2 and 1.3, the fewest ciphers, validated for FIPS 140-3.
        FIPS_TLS13_12_RES = "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
        /// TLS 1.2 and 1.3, validated for FIPS 140-3.
        FIPS_TLS13_12 = "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
        /// TLS 1.2 and 1.3, more ciphers, for older clients (set 0), validated for FIPS 140-3.
        FIPS_TLS13_12_EXT0 = "ELBSecurityPolicy-TLS13-1-2-Ext0-FIPS-2023-04",
        /// TLS 1.2 and 1.3, more ciphers, for older clients (set 1), validated for FIPS 140-3.
        FIPS_TLS13_12_EXT1 = "ELBSecurityPolicy-TLS13-1-2-Ext1-FIPS-2023-04",
        /// TLS 1.2 and 1.3, more ciphers, for older clients (set 2), validated for FIPS 140-3.
        FIPS_TLS13_12_EXT2 = "ELBSecurityPolicy-TLS13-1-2-Ext2-FIPS-2023-04",
        /// TLS 1.1 to 1.3, validated for FIPS 140-3.
        FIPS_TLS13_11 = "ELBSecurityPolicy-TLS13-1-1-FIPS-2023-04",
        /// TLS 1.0 to 1.3, validated for FIPS 140-3.
        FIPS_TLS13_10 = "ELBSecurityPolicy-TLS13-1-0-FIPS-2023-04",
        /// TLS 1.3 alone, validated for FIPS 140-3, post-quantum key exchange.
        FIPS_TLS13_13_PQ = "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
        /// TLS 1.2 and 1.3, validated for FIPS 140-3, post-quantum key exchange.
        FIPS_TLS13_12_PQ = "ELBSecurityPolicy-TLS13-1-2-FIPS-PQ-2025-09",
        /// TLS 1.2 and 1.3, the fewest ciphers, validated for FIPS 140-3, post-quantum key exchange.
        FIPS_TLS13_12_RES_PQ = "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
        /// TLS 1.2 and 1.3, more ciphers, for older clients (set 0), validated for FIPS 140-3, post-quantum key exchange.
        FIPS_TLS13_12_EXT0_PQ = "ELBSecurityPolicy-TLS13-1-2-Ext0-FIPS-PQ-2025-09",
        /// TLS 1.2 and 1.3, more ciphers, for older clients (set 1), validated for FIPS 140-3, post-quantum key exchange.
        FIPS_TLS13_12_EXT1_PQ = "ELBSecurityPolicy-TLS13-1-2-Ext1-FIPS-PQ-2025-09",
        /// TLS 1.2 and 1.3, more ciphers, for older clients (set 2), validated for FIPS 140-3, post-quantum key exchange.
        FIPS_TLS13_12_EXT2_PQ = "ELBSecurityPolicy-TLS13-1-2-Ext2-FIPS-PQ-2025-09",
        /// TLS 1.0 to 1.3, validated for FIPS 140-3, post-quantum key exchange.
        FIPS_TLS13_10_PQ = "ELBSecurityPolicy-TLS13-1-0-FIPS-PQ-2025-09",
        /// TLS 1.2, with forward secrecy alone, GCM ciphers alone.
        FORWARD_SECRECY_TLS12_RES_GCM = "ELBSecurityPolicy-FS-1-2-Res-2020-10",
        /// TLS 1.2, with forward secrecy alone, the fewest ciphers.
        FORWARD_SECRECY_TLS12_RES = "ELBSecurityPolicy-FS-1-2-Res-2019-08",
        /// TLS 1.2, with forward secrecy alone.
        FORWARD_SECRECY_TLS12 = "ELBSecurityPolicy-FS-1-2-2019-08",
        /// TLS 1.1 and 1.2, with forward secrecy alone.
        FORWARD_SECRECY_TLS11 = "ELBSecurityPolicy-FS-1-1-2019-08",
        /// TLS 1.0 to 1.2, with forward secrecy alone.
        FORWARD_SECRECY = "ELBSecurityPolicy-FS-2018-06",
        /// TLS 1.2.
        TLS12 = "ELBSecurityPolicy-TLS-1-2-2017-01",
        /// TLS 1.2, more ciphers, for older clients.
        TLS12_EXT = "ELBSecurityPolicy-TLS-1-2-Ext-2018-06",
        /// TLS 1.1 and 1.2.
        TLS11 = "ELBSecurityPolicy-TLS-1-1-2017-01",
        /// TLS 1.0 to 1.2, with a cipher that is broken (3DES).
        LEGACY = "ELBSecurityPolicy-TLS-1-0-2015-04",
    }
}
