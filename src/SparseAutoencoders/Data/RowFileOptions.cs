namespace SparseAutoencoders;

/// <summary>What a reader must be told about a file. Formats that have no such question ignore it.</summary>
public sealed record RowFileOptions
{
    /// <summary>What can be set: flags, help, and what a run notes of its rows are made from it.</summary>
    public static IReadOnlyList<Setting> Settings { get; } = Setting.Of(typeof(RowFileOptions));

    /// <summary>The first line of a text file holds names: true, false, or null to look. What is in doubt is said in <see cref="IRows.Notes"/>. Default null.</summary>
    [Setting("header", "CSV: the first line holds names", Opposite = "CSV: the first line is a row [without either flag: looked at]")]
    public bool? Header { get; init; }

    /// <summary>Columns that are a row's inputs, in this order: names, numbers from 1 ("3") or ranges of them ("3-7"). Default null: all, or the model's.</summary>
    [Setting("columns", "the columns that are inputs: names, numbers from 1, ranges (3-7)", Unset = "all, or the model's")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Columns that are left out, written in the same way. Default null: none.</summary>
    [Setting("exclude", "columns to leave out, in the same words", Unset = "none")]
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>Texts beside rows, never inputs: a column in the words of <see cref="Columns"/>, or a file with one a row: lines of text, or <c>FILE:COLUMN</c> of a table. Default null: none.</summary>
    [Setting("captions", "a text beside each row, never an input: a column of the data, or a file with one a row (FILE, or FILE:COLUMN)", Unset = "none")]
    public string? Captions { get; init; }

    /// <summary>What each row is known to be, never an input: the name of its class, or a number; given as <see cref="Captions"/> are, and also as IDX and NPY. Default null: none.</summary>
    [Setting("labels", "what each row is known to be, never an input: as captions; also .idx and .npy", Unset = "none")]
    public string? Labels { get; init; }

    /// <summary>At most so many rows are taken, the first ones; a file of texts then has one for each of these, or for all. Default null: all.</summary>
    public int? MostRows { get; init; }

    /// <summary>What a model calls its inputs. A file that names its columns, and of which neither <see cref="Columns"/> nor <see cref="Exclude"/> is said, gives those. Default null: none.</summary>
    public IReadOnlyList<string>? ModelColumns { get; init; }

    /// <summary>What the first of several files calls its columns: a line of the same names in another one is a line of names.</summary>
    internal IReadOnlyList<string>? SeriesColumns { get; init; }

    /// <summary>Name of the tensor or array in a file that holds several. Default null: the only one.</summary>
    [Setting("tensor", "safetensors, NPZ: the tensor or array that holds the rows", Alias = "array")]
    public string? Tensor { get; init; }

    /// <summary>Size of the random parts that are taken of images. Default null: none, images are taken whole.</summary>
    [Setting("patches", "images: learn from random parts of this size, not from whole ones", Unset = "none")]
    public ImageShape? Patches { get; init; }

    /// <summary>How many parts are taken, from all images together. Default 10000; at least 1.</summary>
    [Setting("count", "how many, from all images together", Min = 1, Key = "patch_count", With = nameof(Patches))]
    public int PatchCount { get; init; } = 10_000;

    /// <summary>Start of the random numbers that say where the parts lie. Default 1.</summary>
    [Setting("patch-seed", "start of the random numbers that say where they lie", With = nameof(Patches), HasFlag = false)]
    public ulong PatchSeed { get; init; } = 1;

    /// <summary>Images keep their colours: a row holds the red plane, then the green and the blue one. Otherwise it holds the brightness alone. Default false.</summary>
    [Setting("colour", "images: three planes, red, green and blue, not brightness alone")]
    public bool Colour { get; init; }

    /// <summary>Missing values are read as NaN and not refused: for a model that fills them. Default false.</summary>
    public bool KeepMissing { get; init; }

    /// <summary>Where it is given, readers of tables read what is no number as <see cref="TextColumns.Cell"/>, and note in it what columns hold that have no numbers. Default null.</summary>
    public TextColumns? Text { get; init; }
}
