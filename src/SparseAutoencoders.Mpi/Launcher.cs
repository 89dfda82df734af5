namespace SparseAutoencoders.Mpi;

/// <summary>What started this process as one of several: mpirun, srun and their like say so in variables of the environment.</summary>
/// <param name="Name">Its name in messages.</param>
/// <param name="Size">How many processes it started; null where it does not say.</param>
/// <param name="Rank">Which of them this is; null where it does not say.</param>
/// <param name="IsOpenMpi">Its processes find each other by Open MPI's ways, else by MPICH's.</param>
internal sealed record Launcher(string Name, int? Size, int? Rank, bool IsOpenMpi)
{
    // Libraries by the way their processes find each other. The standard's own interface says nothing of it.
    private static readonly string[] OpenMpi = ["libmpi.so.40"], Mpich = ["libmpich.so.12", "libmpi.so.12"], Any = ["libmpi_abi.so.0", "libmpi.so", "libmpi.dylib"];

    // The nearest one counts: within a job of Slurm it can be mpirun that started the processes.
    private static readonly (string Name, string? Size, string Rank, string? OpenMpiWith)[] Known =
    [
        ("Open MPI's mpirun", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_RANK"),
        ("MPICH's mpirun", "PMI_SIZE", "PMI_RANK", null),
        ("Flux", "FLUX_JOB_SIZE", "FLUX_TASK_RANK", "PMIX_RANK"),
        ("srun", "SLURM_STEP_NUM_TASKS", "SLURM_PROCID", "PMIX_RANK"),
        ("a PMIx launcher", null, "PMIX_RANK", "PMIX_RANK"),
    ];

    /// <summary>Its libraries, those to be tried first before the others.</summary>
    public IEnumerable<string> Libraries => LibrariesOf(IsOpenMpi);

    /// <summary>The libraries to try where one family is likelier than the other.</summary>
    public static IEnumerable<string> LibrariesOf(bool openMpi) => openMpi ? [.. OpenMpi, .. Any, .. Mpich] : [.. Mpich, .. Any, .. OpenMpi];

    /// <summary>The launcher that variables tell of; null where none does.</summary>
    public static Launcher? Find(Func<string, string?> variable)
    {
        foreach (var (name, size, rank, openMpiWith) in Known)
        {
            if (Number(size ?? rank) is null) continue;
            return new Launcher(name, size is null ? null : Number(size), Number(rank), openMpiWith is not null && variable(openMpiWith) is not null);
        }
        return null;

        int? Number(string name) => int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
