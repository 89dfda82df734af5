namespace SparseAutoencoders;

/// <summary>A kind of file that rows can be written to.</summary>
public interface IRowWriter
{
    /// <summary>What names of such files end with, in lower case: ".npy".</summary>
    string Ending { get; }

    /// <summary>Such files hold only the numbers that are not 0, whatever the rows: they are for codes of few of these.</summary>
    bool LeavesOutZeros => false;

    /// <summary>Writes all rows, a block at a time.</summary>
    /// <typeparam name="T">The file's numbers: float or double.</typeparam>
    /// <param name="stream">Takes the file.</param>
    /// <param name="rows">What is written.</param>
    /// <param name="progress">Told the number of rows written so far.</param>
    /// <param name="cancel">Stops between blocks.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    void Write<T>(Stream stream, IRows rows, IProgress<int>? progress, CancellationToken cancel) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
