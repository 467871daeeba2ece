//! The versions of each engine that databases can be created with, newest first: data, as AWS listed it in November 2026.
//!
//! What is not listed, and not newer than what is, AWS refuses for new databases. A test of deployments holds the lists against
//! the linter's.

use crate::engine_version::engine_versions;

engine_versions! {
    /// A version of RDS for PostgreSQL.
    ///
    /// [AWS's own list](https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html)
    /// tells until when each is supported.
    pub struct PostgresEngineVersion of "postgres" {
        VER_18_6 = "18.6",
        VER_18_4 = "18.4",
        VER_18_3 = "18.3",
        VER_18_2 = "18.2",
        VER_18_1 = "18.1",
        VER_17_11 = "17.11",
        VER_17_10 = "17.10",
        VER_17_9 = "17.9",
        VER_17_8 = "17.8",
        VER_17_7 = "17.7",
        VER_17_6 = "17.6",
        VER_17_5 = "17.5",
        VER_16_15 = "16.15",
        VER_16_14 = "16.14",
        VER_16_13 = "16.13",
        VER_16_12 = "16.12",
        VER_16_11 = "16.11",
        VER_16_10 = "16.10",
        VER_16_9 = "16.9",
        VER_15_19 = "15.19",
        VER_15_18 = "15.18",
        VER_15_17 = "15.17",
        VER_15_16 = "15.16",
        VER_15_15 = "15.15",
        VER_15_14 = "15.14",
        VER_15_13 = "15.13",
        VER_14_24 = "14.24",
        VER_14_23 = "14.23",
        VER_14_22 = "14.22",
        VER_14_21 = "14.21",
        VER_14_20 = "14.20",
        VER_14_19 = "14.19",
        VER_14_18 = "14.18",
        VER_13_23_RDS_20260514 = "13.23-rds.20260514",
        VER_13_23_RDS_20260224 = "13.23-rds.20260224",
        VER_13_23 = "13.23",
        VER_12_22_RDS_20260514 = "12.22-rds.20260514",
        VER_12_22_RDS_20260224 = "12.22-rds.20260224",
        VER_12_22_RDS_20251114 = "12.22-rds.20251114",
        VER_12_22 = "12.22",
        VER_11_22_RDS_20260514 = "11.22-rds.20260514",
        VER_11_22_RDS_20260224 = "11.22-rds.20260224",
        VER_11_22_RDS_20251114 = "11.22-rds.20251114",
    }
}

engine_versions! {
    /// A version of RDS for MySQL.
    ///
    /// [AWS's own list](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html)
    /// tells until when each is supported.
    pub struct MysqlEngineVersion of "mysql" {
        VER_8_4_11 = "8.4.11",
        VER_8_4_10 = "8.4.10",
        VER_8_4_9 = "8.4.9",
        VER_8_4_8 = "8.4.8",
        VER_8_4_7 = "8.4.7",
        VER_8_4_6 = "8.4.6",
        VER_8_4_5 = "8.4.5",
        VER_8_0_46_RDS_20260908 = "8.0.46-rds.20260908",
        VER_8_0_46_RDS_20260624 = "8.0.46-rds.20260624",
        VER_8_0_46 = "8.0.46",
        VER_8_0_45 = "8.0.45",
        VER_8_0_44 = "8.0.44",
        VER_8_0_43 = "8.0.43",
        VER_8_0_42 = "8.0.42",
        VER_5_7_44_RDS_20260902 = "5.7.44-rds.20260902",
        VER_5_7_44_RDS_20260624 = "5.7.44-rds.20260624",
        VER_5_7_44_RDS_20260521 = "5.7.44-rds.20260521",
        VER_5_7_44_RDS_20260212 = "5.7.44-rds.20260212",
        VER_5_7_44_RDS_20251212 = "5.7.44-rds.20251212",
        VER_5_7_44_RDS_20250818 = "5.7.44-rds.20250818",
        VER_5_7_44_RDS_20250508 = "5.7.44-rds.20250508",
        VER_5_7_44_RDS_20250213 = "5.7.44-rds.20250213",
    }
}

engine_versions! {
    /// A version of RDS for MariaDB.
    ///
    /// [AWS's own list](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MariaDB.Concepts.VersionMgmt.html)
    /// tells until when each is supported.
    pub struct MariaDbEngineVersion of "mariadb" {
        VER_12_3_3 = "12.3.3",
        VER_12_3_2 = "12.3.2",
        VER_11_8_9 = "11.8.9",
        VER_11_8_8 = "11.8.8",
        VER_11_8_6 = "11.8.6",
        VER_11_8_5 = "11.8.5",
        VER_11_8_4 = "11.8.4",
        VER_11_8_3 = "11.8.3",
        VER_11_4_13 = "11.4.13",
        VER_11_4_12 = "11.4.12",
        VER_11_4_10 = "11.4.10",
        VER_11_4_9 = "11.4.9",
        VER_11_4_8 = "11.4.8",
        VER_11_4_7 = "11.4.7",
        VER_11_4_5 = "11.4.5",
        VER_11_4_4 = "11.4.4",
        VER_11_4_3 = "11.4.3",
        VER_10_11_19 = "10.11.19",
        VER_10_11_18 = "10.11.18",
        VER_10_11_16 = "10.11.16",
        VER_10_11_15 = "10.11.15",
        VER_10_11_14 = "10.11.14",
        VER_10_11_13 = "10.11.13",
        VER_10_11_11 = "10.11.11",
        VER_10_11_10 = "10.11.10",
        VER_10_11_9 = "10.11.9",
        VER_10_6_28 = "10.6.28",
        VER_10_6_27 = "10.6.27",
        VER_10_6_25 = "10.6.25",
        VER_10_6_24 = "10.6.24",
        VER_10_6_23 = "10.6.23",
        VER_10_6_22 = "10.6.22",
        VER_10_6_21 = "10.6.21",
        VER_10_6_20 = "10.6.20",
        VER_10_6_19 = "10.6.19",
        VER_10_5_29 = "10.5.29",
        VER_10_5_28 = "10.5.28",
        VER_10_5_27 = "10.5.27",
    }
}

engine_versions! {
    /// A version of Aurora PostgreSQL.
    ///
    /// [AWS's own list](https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/AuroraPostgreSQL.Updates.html)
    /// tells until when each is supported.
    pub struct AuroraPostgresEngineVersion of "aurora-postgresql" {
        VER_18_6 = "18.6",
        VER_18_4 = "18.4",
        VER_18_3 = "18.3",
        VER_17_11 = "17.11",
        VER_17_10 = "17.10",
        VER_17_9 = "17.9",
        VER_17_7 = "17.7",
        VER_17_6 = "17.6",
        VER_17_5 = "17.5",
        VER_17_4 = "17.4",
        VER_16_15 = "16.15",
        VER_16_14 = "16.14",
        VER_16_13_LIMITLESS = "16.13-limitless",
        VER_16_13 = "16.13",
        VER_16_11_LIMITLESS = "16.11-limitless",
        VER_16_11 = "16.11",
        VER_16_10_LIMITLESS = "16.10-limitless",
        VER_16_10 = "16.10",
        VER_16_9_LIMITLESS = "16.9-limitless",
        VER_16_9 = "16.9",
        VER_16_8_LIMITLESS = "16.8-limitless",
        VER_16_8 = "16.8",
        VER_16_6_LIMITLESS = "16.6-limitless",
        VER_16_4_LIMITLESS = "16.4-limitless",
        VER_15_19 = "15.19",
        VER_15_18 = "15.18",
        VER_15_17 = "15.17",
        VER_15_15 = "15.15",
        VER_15_14 = "15.14",
        VER_15_13 = "15.13",
        VER_15_12 = "15.12",
        VER_15_10 = "15.10",
        VER_14_24 = "14.24",
        VER_14_23 = "14.23",
        VER_14_22 = "14.22",
        VER_14_20 = "14.20",
        VER_14_19 = "14.19",
        VER_14_18 = "14.18",
        VER_14_17 = "14.17",
        VER_14_6 = "14.6",
        VER_13_23 = "13.23",
        VER_13_9 = "13.9",
        VER_12_22 = "12.22",
        VER_12_9 = "12.9",
        VER_11_21 = "11.21",
        VER_11_9 = "11.9",
    }
}

engine_versions! {
    /// A version of Aurora MySQL.
    ///
    /// [AWS's own list](https://docs.aws.amazon.com/AmazonRDS/latest/AuroraMySQLReleaseNotes/AuroraMySQL.release-calendars.html)
    /// tells until when each is supported.
    pub struct AuroraMysqlEngineVersion of "aurora-mysql" {
        VER_8_4_8 = "8.4.mysql_aurora.8.4.8",
        VER_8_4_7 = "8.4.mysql_aurora.8.4.7",
        VER_3_13_0 = "8.0.mysql_aurora.3.13.0",
        VER_3_12_0 = "8.0.mysql_aurora.3.12.0",
        VER_3_11_1 = "8.0.mysql_aurora.3.11.1",
        VER_3_10_6 = "8.0.mysql_aurora.3.10.6",
        VER_3_10_5 = "8.0.mysql_aurora.3.10.5",
        VER_3_10_4 = "8.0.mysql_aurora.3.10.4",
        VER_3_10_3 = "8.0.mysql_aurora.3.10.3",
        VER_3_10_2 = "8.0.mysql_aurora.3.10.2",
        VER_3_10_1 = "8.0.mysql_aurora.3.10.1",
        VER_3_10_0 = "8.0.mysql_aurora.3.10.0",
        VER_3_09_0 = "8.0.mysql_aurora.3.09.0",
        VER_3_08_2 = "8.0.mysql_aurora.3.08.2",
        VER_3_08_1 = "8.0.mysql_aurora.3.08.1",
        VER_3_08_0 = "8.0.mysql_aurora.3.08.0",
        VER_3_04_6 = "8.0.mysql_aurora.3.04.6",
        VER_3_04_4 = "8.0.mysql_aurora.3.04.4",
        VER_3_04_3 = "8.0.mysql_aurora.3.04.3",
        VER_3_04_2 = "8.0.mysql_aurora.3.04.2",
        VER_3_04_1 = "8.0.mysql_aurora.3.04.1",
        VER_3_04_0 = "8.0.mysql_aurora.3.04.0",
        VER_2_12_6 = "5.7.mysql_aurora.2.12.6",
        VER_2_12_5 = "5.7.mysql_aurora.2.12.5",
        VER_2_12_4 = "5.7.mysql_aurora.2.12.4",
        VER_2_12_3 = "5.7.mysql_aurora.2.12.3",
        VER_2_12_2 = "5.7.mysql_aurora.2.12.2",
        VER_2_12_1 = "5.7.mysql_aurora.2.12.1",
        VER_2_12_0 = "5.7.mysql_aurora.2.12.0",
        VER_2_11_6 = "5.7.mysql_aurora.2.11.6",
        VER_2_11_5 = "5.7.mysql_aurora.2.11.5",
        VER_2_11_4 = "5.7.mysql_aurora.2.11.4",
        VER_2_11_3 = "5.7.mysql_aurora.2.11.3",
        VER_2_11_2 = "5.7.mysql_aurora.2.11.2",
        VER_2_11_1 = "5.7.mysql_aurora.2.11.1",
    }
}
