using System.CommandLine;
using Sae.Output;
using SparseAutoencoders;

namespace Sae.Flags;

/// <summary>The flags that make one of several machines of this process.</summary>
internal sealed class MachineFlags
{
    /// <summary>The flag that asks for it.</summary>
    public const string Name = "--distributed";

    private readonly Flag<string> _engine = new("Run", Name, "WORD", "learn on all machines that mpirun or srun has started this command on", Engine)
    {
        Default = "none: this machine alone",
        Details = ["mpi: Open MPI, MPICH or any other, as it is installed on each of them"],
    };
    private readonly Flag<TimeSpan> _timeout = new("Run", "--exchange-timeout", "SECONDS", "with --distributed: how long one waits for the others before all end", FlagText.Seconds)
    {
        Default = "60",
        Range = "above 0",
    };

    /// <summary>Both.</summary>
    public IEnumerable<Option> Options => [_engine, _timeout];

    /// <summary>True where a command line names the flag, before anything of it is read.</summary>
    public static bool IsNamed(IEnumerable<string> words) => words.Any(word => word.Split('=', ':')[0] == Name);

    /// <summary>Joins the other machines, if that is asked for; null if not.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="session">The run of the tool.</param>
    /// <param name="run">The run's folder, from which it can be gone on with; null for none.</param>
    public IGroup? Join(ParseResult parse, Session session, string? run)
    {
        if (_engine.IsGiven(parse))
        {
            _ = _engine.Read(parse);
            return session.Machines!.Join(_timeout.Read(parse), session, run);
        }
        return _timeout.IsGiven(parse) ? throw new WrongUse(_timeout.Name, "there are no other machines to wait for", $"Add {Name} mpi, or leave it out") : null;
    }

    /// <summary>Several machines begin anew.</summary>
    /// <param name="group">The machines; null for one alone.</param>
    /// <param name="start">The model to go on from; null for none.</param>
    public static void RefuseStart(IGroup? group, SparseAutoencoder? start)
    {
        if (group is not null && start is not null) throw new WrongUse("--start", "one machine alone can go on from a model", $"Leave out {Name}");
    }

    private static string Engine(string flag, string text) => text == "mpi" ? text : throw new WrongUse(flag, $"'{MessageText.Visible(text)}' is not one of its words", "Give mpi");
}
