namespace SparseAutoencoders;

/// <summary>Training cannot go on: the objective is no longer a number.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>No message.</summary>
    public TrainingException() { }

    /// <param name="message">What happened, where, and the way out.</param>
    public TrainingException(string message) : base(message) { }

    /// <param name="message">What happened, where, and the way out.</param>
    /// <param name="inner">What it came from.</param>
    public TrainingException(string message, Exception inner) : base(message, inner) { }
}
