//! The names that instance types are made of: classes, such as `m7g`, and sizes, such as `large`.

use purlin_core::Text;

macro_rules! names {
    ($(#[$doc:meta])+ $type:ident; $($constant:ident = $name:literal;)+) => {
        $(#[$doc])+
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $type(Text);

        impl $type {
            $(
                #[doc = concat!("`", $name, "`")]
                pub const $constant: Self = Self(Text::Borrowed($name));
            )+

            /// Any other, by its name.
            pub fn new(name: impl Into<Text>) -> Self {
                Self(name.into())
            }

            /// The name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

names! {
    /// A class of instances: a family, a generation, and what it has besides, such as `m7gd`.
    ///
    /// See [the AWS documentation](https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html).
    InstanceClass;
    A1 = "a1"; C3 = "c3"; C4 = "c4"; C5 = "c5"; C5A = "c5a"; C5AD = "c5ad"; C5D = "c5d"; C5N = "c5n"; C6A = "c6a";
    C6G = "c6g"; C6GD = "c6gd"; C6GN = "c6gn"; C6I = "c6i"; C6ID = "c6id"; C6IN = "c6in"; C7A = "c7a"; C7G = "c7g";
    C7GD = "c7gd"; C7GN = "c7gn"; C7I = "c7i"; C7I_FLEX = "c7i-flex"; C8A = "c8a"; C8G = "c8g"; C8GD = "c8gd";
    C8GN = "c8gn"; C8I = "c8i"; C8I_FLEX = "c8i-flex"; D2 = "d2"; D3 = "d3"; D3EN = "d3en"; DL1 = "dl1";
    DL2Q = "dl2q"; F1 = "f1"; F2 = "f2"; G3 = "g3"; G3S = "g3s"; G4AD = "g4ad"; G4DN = "g4dn"; G5 = "g5";
    G5G = "g5g"; G6 = "g6"; G6E = "g6e"; G7E = "g7e"; GR6 = "gr6"; H1 = "h1"; HPC6A = "hpc6a"; HPC6ID = "hpc6id";
    HPC7A = "hpc7a"; HPC7G = "hpc7g"; I3 = "i3"; I3EN = "i3en"; I4G = "i4g"; I4I = "i4i"; I7I = "i7i";
    I7IE = "i7ie"; I8G = "i8g"; I8GE = "i8ge"; IM4GN = "im4gn"; INF1 = "inf1"; INF2 = "inf2"; IS4GEN = "is4gen";
    M3 = "m3"; M4 = "m4"; M5 = "m5"; M5A = "m5a"; M5AD = "m5ad"; M5D = "m5d"; M5DN = "m5dn"; M5N = "m5n";
    M5ZN = "m5zn"; M6A = "m6a"; M6G = "m6g"; M6GD = "m6gd"; M6I = "m6i"; M6ID = "m6id"; M6IDN = "m6idn";
    M6IN = "m6in"; M7A = "m7a"; M7G = "m7g"; M7GD = "m7gd"; M7I = "m7i"; M7I_FLEX = "m7i-flex"; M8A = "m8a";
    M8G = "m8g"; M8GD = "m8gd"; M8I = "m8i"; M8I_FLEX = "m8i-flex"; M9G = "m9g"; MAC1 = "mac1"; MAC2 = "mac2";
    MAC2_M1ULTRA = "mac2-m1ultra"; MAC2_M2 = "mac2-m2"; MAC2_M2PRO = "mac2-m2pro"; P2 = "p2"; P3 = "p3";
    P3DN = "p3dn"; P4D = "p4d"; P4DE = "p4de"; P5 = "p5"; P5E = "p5e"; P5EN = "p5en"; R3 = "r3"; R4 = "r4";
    R5 = "r5"; R5A = "r5a"; R5AD = "r5ad"; R5B = "r5b"; R5D = "r5d"; R5DN = "r5dn"; R5N = "r5n"; R6A = "r6a";
    R6G = "r6g"; R6GD = "r6gd"; R6I = "r6i"; R6ID = "r6id"; R6IDN = "r6idn"; R6IN = "r6in"; R7A = "r7a";
    R7G = "r7g"; R7GD = "r7gd"; R7I = "r7i"; R7IZ = "r7iz"; R8A = "r8a"; R8G = "r8g"; R8GB = "r8gb"; R8GD = "r8gd";
    R8GN = "r8gn"; R8I = "r8i"; R8I_FLEX = "r8i-flex"; T2 = "t2"; T3 = "t3"; T3A = "t3a"; T4G = "t4g";
    TRN1 = "trn1"; TRN1N = "trn1n"; TRN2 = "trn2"; TRN2U = "trn2u"; U7I_12TB = "u7i-12tb"; U7I_6TB = "u7i-6tb";
    U7I_8TB = "u7i-8tb"; U7IN_16TB = "u7in-16tb"; U7IN_24TB = "u7in-24tb"; U7IN_32TB = "u7in-32tb";
    U7INH_32TB = "u7inh-32tb"; U_3TB1 = "u-3tb1"; U_6TB1 = "u-6tb1"; U_9TB1 = "u-9tb1"; U_12TB1 = "u-12tb1";
    U_18TB1 = "u-18tb1"; U_24TB1 = "u-24tb1"; VT1 = "vt1"; X1 = "x1"; X1E = "x1e"; X2G = "x2g"; X2GD = "x2gd";
    X2IDN = "x2idn"; X2IEDN = "x2iedn"; X2IEZN = "x2iezn"; X8G = "x8g"; Z1D = "z1d";
}

names! {
    /// The size of an instance within its class.
    InstanceSize;
    NANO = "nano"; MICRO = "micro"; SMALL = "small"; MEDIUM = "medium"; LARGE = "large"; XLARGE = "xlarge";
    XLARGE2 = "2xlarge"; XLARGE3 = "3xlarge"; XLARGE4 = "4xlarge"; XLARGE6 = "6xlarge"; XLARGE8 = "8xlarge";
    XLARGE9 = "9xlarge"; XLARGE10 = "10xlarge"; XLARGE12 = "12xlarge"; XLARGE16 = "16xlarge";
    XLARGE18 = "18xlarge"; XLARGE24 = "24xlarge"; XLARGE32 = "32xlarge"; XLARGE48 = "48xlarge";
    XLARGE56 = "56xlarge"; XLARGE96 = "96xlarge"; XLARGE112 = "112xlarge"; METAL = "metal";
    METAL_24XL = "metal-24xl"; METAL_48XL = "metal-48xl";
}
