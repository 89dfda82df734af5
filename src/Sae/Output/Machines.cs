using System.Globalization;
using Sae.Flags;
using SparseAutoencoders;
using SparseAutoencoders.Mpi;

namespace Sae.Output;

/// <summary>The machines that learn one model, as this one of them sees it. The first speaks for all; one of the others only where it alone has failed, and then ends all.</summary>
/// <remarks>Nothing else names the engine, so that it is loaded only where it is asked for.</remarks>
internal sealed class Machines(TextWriter error)
{
    // A fault that all share, such as a file that is missing, is told by the first; the others give it time to end them.
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(5), StepBetweenRanks = TimeSpan.FromSeconds(0.25);
    private const int MostSteps = 8;

    private MpiGroup? _group;

    /// <summary>Which of the machines this is, as the launcher says until it has joined.</summary>
    public int Rank => _group?.Rank ?? MpiGroup.LaunchedRank ?? 0;

    /// <summary>Joins the others.</summary>
    /// <param name="exchangeTimeout">How long an exchange may take.</param>
    /// <param name="session">The run of the tool.</param>
    /// <param name="run">The run's folder, from which it can be gone on with; null for none.</param>
    public IGroup Join(TimeSpan exchangeTimeout, Session session, string? run)
    {
        _group = MpiGroup.Join(exchangeTimeout, line => error.WriteLine($"sae: {session.Say(line)}{(run is null ? "" : $" What the last checkpoint had is kept: sae train --resume {run}.")}"));
        session.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sae: note: {_group.Count} machines, joined by {_group.Library}; this one has {Environment.ProcessorCount} processors for it"));
        return _group;
    }

    /// <summary>Takes leave of the others after work well done.</summary>
    public void Leave() => _group?.Dispose();

    /// <summary>Says what went wrong, and ends all machines.</summary>
    /// <param name="fault">What it is.</param>
    /// <param name="exception">What it came from.</param>
    /// <param name="toldToEnd">Set where this process is told to end.</param>
    /// <returns>The exit code, where it has not joined.</returns>
    public int Fail(Fault fault, Exception exception, CancellationToken toldToEnd)
    {
        // Before they have joined, all find the same fault of use, and none ends the others: they wait all the same, or the first might be ended before it has spoken.
        var isShared = _group is null && exception is (WrongUse or ArgumentException or MpiException { IsShared: true });
        var speaks = Rank == 0 || (IsLeftAlone(exception, toldToEnd) && !isShared);
        if (speaks)
        {
            error.WriteLine(Rank == 0 ? $"sae: {fault.Line}" : string.Create(CultureInfo.InvariantCulture, $"sae: rank {Rank}: {fault.Line}"));
            error.Flush();
        }
        _group?.Abort(fault.ExitCode);
        return fault.ExitCode;
    }

    /// <summary>True if none of the others has ended this one within the time that is theirs. Who is told to stop waits for the first, which may still be saving.</summary>
    private bool IsLeftAlone(Exception exception, CancellationToken toldToEnd)
    {
        if (exception is OperationCanceledException) Thread.Sleep(_group?.ExchangeTimeout ?? TimeSpan.Zero);
        else if (toldToEnd.WaitHandle.WaitOne(Courtesy + Math.Min(Rank, MostSteps) * StepBetweenRanks)) return false;
        return true;
    }
}
