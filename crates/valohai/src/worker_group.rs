//! Groups of workers of one type.

/// An Auto Scaling group of workers of one type of instance. Valohai decides how many there are.
///
/// ```
/// use purlin_valohai::WorkerGroup;
///
/// let groups = [WorkerGroup::new("g5.xlarge").spot(true), WorkerGroup::new("m5.large").max_size(10).disk_size(200)];
/// # let _ = groups;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerGroup {
    /// The type of instance.
    pub instance_type: String,
    /// Whether they are spot instances.
    pub spot: bool,
    /// How many there are at most.
    pub max_size: i64,
    /// The size of their disks, in GiB.
    pub disk_size: i64,
}

impl WorkerGroup {
    /// Workers of a type of instance, such as `g5.xlarge`: 100 at most, on demand, with disks of 100 GiB.
    pub fn new(instance_type: impl Into<String>) -> Self {
        WorkerGroup { instance_type: instance_type.into(), spot: false, max_size: 100, disk_size: 100 }
    }

    /// Whether they are spot instances, which are cheaper, and which AWS may take away.
    pub fn spot(mut self, spot: bool) -> Self {
        self.spot = spot;
        self
    }

    /// How many there are at most.
    pub fn max_size(mut self, max_size: i64) -> Self {
        self.max_size = max_size;
        self
    }

    /// The size of their disks, in GiB.
    pub fn disk_size(mut self, disk_size: i64) -> Self {
        self.disk_size = disk_size;
        self
    }

    /// What Valohai knows them by, behind whatever prefix: the type, and `-spot` for spot instances.
    pub fn name(&self) -> String {
        let spot = if self.spot { "-spot" } else { "" };
        format!("{}{spot}", self.instance_type)
    }
}
