namespace SparseAutoencoders;

/// <summary>Rows of numbers, all of one width, that can be read in any order and from several threads at once.</summary>
/// <remarks>Bytes are read as value/255, so that images are in [0, 1]. A reader passes on whatever else it finds, NaN and infinity too:
/// <see cref="RowCheck"/> refuses those where rows are used. Problems that only show while reading throw
/// <see cref="InvalidDataException"/> with place, finding and way out.</remarks>
public interface IRows : IDisposable
{
    /// <summary>Where the rows come from, for messages: a path, or words such as "rows in memory".</summary>
    string Name { get; }

    /// <summary>Number of rows.</summary>
    int Count { get; }

    /// <summary>Numbers in a row: the network's inputs, and after them the targets, where there are any.</summary>
    int Width { get; }

    /// <summary>How many of a row's last numbers are targets, which a transcoder rebuilds from the others: see <see cref="Rows.Paired"/>. 0 where a row itself is rebuilt.</summary>
    int TargetWidth => 0;

    /// <summary>How the source stores a number, for people: "uint8", "float32", "text".</summary>
    string NumberType { get; }

    /// <summary>How a row is drawn, where the source says it.</summary>
    ImageShape? Image { get; }

    /// <summary>A name for each input, where the source says it.</summary>
    IReadOnlyList<string>? Columns { get; }

    /// <summary>What was in doubt when the source was read, and how it was taken: a line each, with place, finding and way out. Show them to the user.</summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>A text beside each row that says what it is, where the source has some or the user gave them; never an input.</summary>
    IRowTexts? Captions => null;

    /// <summary>What each row is known to be: the name of its class, or a number; never an input.</summary>
    IRowTexts? Labels => null;

    /// <summary>Where a row stands in the source, from 0, for messages: differs where these rows are some of another's.</summary>
    int PlaceInSource(int row) => row;

    /// <summary>Which source a row stands in, for messages: differs from <see cref="Name"/> where these rows are of several files.</summary>
    string SourceOf(int row) => Name;

    /// <summary>Where a number stands, for messages: "data.csv, row 3, column 2 (name), counted from 1".</summary>
    /// <param name="row">From 0; null for the column as a whole: "data.csv, column 2 (name)".</param>
    /// <param name="column">From 0.</param>
    string PlaceOf(int? row, int column) => RowCheck.PlaceOf(this, row, column);

    /// <summary>Reads consecutive rows.</summary>
    /// <param name="first">First row, from 0.</param>
    /// <param name="destination">Takes as many rows as it has room for; its length is a multiple of <see cref="Width"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row beyond <see cref="Count"/>.</exception>
    /// <exception cref="InvalidDataException">The source does not hold what it promised.</exception>
    void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
