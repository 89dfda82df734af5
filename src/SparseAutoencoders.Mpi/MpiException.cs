namespace SparseAutoencoders.Mpi;

/// <summary>MPI is missing, was started wrongly, or failed between machines.</summary>
/// <param name="message">Place, finding and way out, on one line.</param>
/// <param name="inner">What it came from.</param>
public sealed class MpiException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>All processes find the same, so that one of them is enough to say it.</summary>
    public bool IsShared { get; init; }
}
