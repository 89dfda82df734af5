namespace SparseAutoencoders.Mpi.Tests;

public sealed class LauncherTests
{
    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_RANK=3 PMIX_RANK=3 SLURM_STEP_NUM_TASKS=2 SLURM_PROCID=0", "Open MPI's mpirun", 4, 3, "libmpi.so.40")]
    [InlineData("PMI_SIZE=4 PMI_RANK=1 SLURM_STEP_NUM_TASKS=2 SLURM_PROCID=0", "MPICH's mpirun", 4, 1, "libmpich.so.12")]
    [InlineData("SLURM_STEP_NUM_TASKS=8 SLURM_PROCID=5", "srun", 8, 5, "libmpich.so.12")]
    [InlineData("SLURM_STEP_NUM_TASKS=8 SLURM_PROCID=5 PMIX_RANK=5", "srun", 8, 5, "libmpi.so.40")]
    [InlineData("PMIX_RANK=2", "a PMIx launcher", null, 2, "libmpi.so.40")]
    [InlineData("FLUX_JOB_SIZE=2 FLUX_TASK_RANK=0", "Flux", 2, 0, "libmpich.so.12")]
    public void The_nearest_launcher_counts_and_brings_its_library(string variables, string name, int? size, int rank, string library)
    {
        var values = variables.Split(' ').Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]);
        var launcher = Launcher.Find(variable => values.GetValueOrDefault(variable))!;
        Assert.Equal((name, size, rank, library), (launcher.Name, launcher.Size, launcher.Rank, launcher.Libraries.First()));
        Assert.Equal(6, launcher.Libraries.Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("SLURM_NTASKS=4 SLURM_PROCID=0")]                    // a batch script that has started no step
    [InlineData("OMPI_COMM_WORLD_SIZE=many")]
    public void Without_a_launcher_there_is_none(string variables)
    {
        var values = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]);
        Assert.Null(Launcher.Find(variable => values.GetValueOrDefault(variable)));
    }
}
